import type { Layer, Member, Rotation } from '../playbook/people.ts';

const kept = new WeakMap<Rotation, readonly Layer[]>();

/** The layers of a rotation, the first lowest: those that it lists, or the one that it is itself. Each has its zone. */
export function layersOf(rotation: Rotation): readonly Layer[] {
  const known = kept.get(rotation);
  if (known !== undefined) return known;
  const { shift, handover, starts, members, hours, days } = rotation;
  const zone = rotation.zone ?? 'UTC';
  const layers =
    rotation.layers?.map((layer) => ({ ...layer, zone: layer.zone ?? zone })) ??
    (shift === undefined || handover === undefined || starts === undefined || members === undefined
      ? []
      : [{ zone, shift, handover, starts, members, hours, days }]);
  kept.set(rotation, layers);
  return layers;
}

/** The person of an entry under `members`. */
export const personOf = (member: Member): string => (typeof member === 'string' ? member : member.person);

/** Everybody who takes turns in a rotation, each once. */
export const membersOf = (rotation: Rotation): string[] => [
  ...new Set(layersOf(rotation).flatMap(({ members }) => members.map(personOf))),
];

/** Where the layers of a rotation stand in people.yaml. */
export const layerPaths = (id: string, rotation: Rotation): [(string | number)[], Layer][] =>
  layersOf(rotation).map((layer, n) => [
    ['rotations', id, ...(rotation.layers === undefined ? [] : ['layers', n])],
    layer,
  ]);
