import type { PageOrder } from './outbox.ts';
import type { Measured } from './state.ts';

/** A signal in the one shape that all sources become. `at` is the signal's own time. */
export interface Signal {
  source: string;
  /** What groups repeats: for CloudWatch the alarm's ARN. */
  key: string;
  state: 'firing' | 'recovered' | 'unknown';
  at: string;
  /** When the breach itself began, where the source knows. */
  began?: string | undefined;
  title: string;
  service?: string | undefined;
  rule?: string | undefined;
  value?: number | undefined;
  summary: string;
}

/** The place of a task: anything that is not where the incident stands is superseded. */
export interface Where {
  run: number;
  cycle: number;
  visit: number;
}

export type Command =
  | {
      do: 'open';
      id: string;
      by: string;
      /** Who noticed it, where that is not who declares it. */
      reporter?: string;
      signal?: Signal;
      /** Known to have recovered already by later news. */
      recoveredAt?: string;
      title: string;
      service?: string;
      severity?: string;
      facts?: Record<string, string | number | boolean>;
      previous?: string;
      speed: number;
    }
  | { do: 'fire'; signal: Signal }
  | { do: 'recover'; signal: Signal }
  | { do: 'time-passed'; due: string }
  | { do: 'acknowledge'; by: string; reason?: string }
  | { do: 'escalate'; by: string; level?: number; to?: string; reason: string }
  | { do: 'set-severity'; by: string; severity: string; reason: string }
  | { do: 'take-role'; by: string; role: string; person: string }
  | { do: 'add-responder'; by: string; to: string; reason: string }
  | { do: 'update'; by: string; audience: string; what: 'update' | 'final' | 'summary'; fields: Record<string, string> }
  | { do: 'note'; by: string; text: string; facts?: Record<string, string | number | boolean> }
  | { do: 'answer'; by: string; question: string; option: string; reason?: string }
  | { do: 'tick'; by: string; item: string }
  | { do: 'resolve'; by: string; as: 'fixed' | 'recovered' | 'false-alarm' | 'duplicate'; of?: string; reason: string }
  | { do: 'reopen'; by: string; reason: string; signal?: Signal }
  | ({ do: 'snapshot-taken'; readings: Measured[] } & Where)
  | ({ do: 'rate-severity' } & Where)
  | ({ do: 'open-room' } & Where)
  | ({ do: 'tell-audiences' } & Where)
  | ({ do: 'evidence-gathered'; readings: Measured[] } & Where)
  | ({ do: 'ask'; slot: 'severity' | 'choice' | 'step' | 'what-next' | 'review' | 'resolution' } & Where)
  | ({ do: 'claim-step' } & Where)
  | ({ do: 'step-started'; index: number; handle: string } & Where)
  | ({ do: 'step-ended'; index: number; outcome: 'done' | 'failed' | 'unknown'; output: string } & Where)
  | ({ do: 'begin-verification' } & Where)
  | ({ do: 'measured'; n: number; readings: Measured[] } & Where)
  | ({ do: 'report-written' } & Where)
  | ({ do: 'schedule-review' } & Where)
  | {
      do: 'page-undelivered';
      key: string;
      target: string;
      person: string;
      rule: string;
      unless: PageOrder['unless'];
      because: string;
    }
  | { do: 'public-told'; at: string; place: string }
  | { do: 'run-died'; run: number; how: string };
