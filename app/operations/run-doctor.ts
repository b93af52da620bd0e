import { checkFindings } from '#app/doctor/checks';
import { diagnose } from '#app/doctor/diagnose';
import { Finding } from '#app/doctor/finding';
import { lookForSecrets } from '#app/doctor/sources';
import { keys } from '#app/store/keys';
import { textOf } from '#core/json';
import { json, operation } from '../api/operation.ts';
import { listOf } from '../api/query.ts';

/** What stands between the deployment's channels and the people whom they are to reach, and between its checks and what they read. */
export const runDoctor = operation({
  name: 'runDoctor',
  method: 'get',
  path: '/v1/doctor',
  role: 'responder',
  summary: 'Show for each channel what is missing, read each check once, and say which cannot be read and why',
  answers: { status: 200, description: 'All findings', json: listOf(Finding) },
  async run(ports) {
    const { deployed, table, probe } = ports;
    const reading = probe.readAll();
    const hearing = deployed.vocabulary.channels.filter(({ hears }) => hears !== undefined);
    const heard = await Promise.all(
      hearing.map(async ({ tool }) => {
        const row = await table.get(keys.hook(tool));
        return [tool, row === undefined ? undefined : textOf(row['at'])] as const;
      }),
    );
    const { apiUrl, publicUrl, secretPrefix } = deployed;
    const [account, sources] = await Promise.all([ports.account?.facts(), lookForSecrets(ports)]);
    const items = [
      ...diagnose(deployed, {
        apiUrl,
        publicUrl,
        secretPrefix,
        heard: Object.fromEntries(heard),
        ...(account !== undefined && { account }),
        ...(sources !== undefined && { sources }),
      }),
      ...checkFindings(await reading),
    ];
    return json({ items, next: null });
  },
  cli: { none: 'doctor without a directory asks for it' },
});
