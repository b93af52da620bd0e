import type { Incident, Measured, OpenQuestion, Phase, Plan, PlanStep } from './state.ts';

/** Words of the timeline, as the contract lists them, and `signal` `note` `run` for what stands beside them. */
export type Kind =
  | 'opened'
  | 'severity'
  | 'page'
  | 'escalation'
  | 'message'
  | 'update-due'
  | 'acknowledged'
  | 'role'
  | 'decision'
  | 'status'
  | 'mitigation'
  | 'verification'
  | 'recovered'
  | 'resolved'
  | 'reopened'
  | 'closed'
  | 'deadline-missed'
  | 'review'
  | 'action-item'
  | 'digest'
  | 'signal'
  | 'note'
  | 'run';

/** What happened to an incident. `kind` and `to` are for the timeline; internal bookkeeping has no kind. */
export type Fact =
  | { type: 'Opened'; state: Incident }
  | { type: 'SignalFired'; key: string; title: string; signalAt: string }
  | { type: 'SignalRecovered'; key: string; signalAt: string }
  | { type: 'SnapshotTaken'; readings: Measured[] }
  | { type: 'SeverityRated'; severity: string; by: string }
  | { type: 'SeverityConfirmed'; by: string }
  | { type: 'PhaseEntered'; phase: Phase; jump: boolean }
  | { type: 'Acknowledged'; by: string }
  | { type: 'RoleTaken'; role: string; person: string }
  | { type: 'StepFired'; key: string; step: string }
  | { type: 'PageQueued'; target: string; person: string; rule: string }
  | { type: 'LevelTold'; level: number }
  | { type: 'Done'; key: string }
  | { type: 'DeadlineMissed'; key: string; what: string }
  | { type: 'UpdateDue'; key: string; audience: string; base: string }
  | { type: 'UpdateSent'; audience: string; by: string; what: 'update' | 'final' | 'summary' }
  | { type: 'PublicTold'; toldAt: string }
  | { type: 'Told'; place: string }
  | { type: 'StatusChanged'; status: string; publicStatus?: string }
  | { type: 'QuestionAsked'; question: OpenQuestion }
  | { type: 'QuestionWithdrawn'; question: string }
  | { type: 'DecisionMade'; question: string; option: string; by: string; reason?: string }
  | { type: 'EvidenceGathered'; readings: Measured[] }
  | { type: 'PlanMade'; plan: Plan }
  | { type: 'StepChanged'; index: number; step: PlanStep }
  | { type: 'StepsAdded'; steps: PlanStep[] }
  | { type: 'PlanEnded'; outcome: Plan['outcome'] }
  | { type: 'VerificationBegun'; until: string }
  | {
      type: 'Measured';
      n: number;
      readings: Measured[];
      pass: boolean;
      passes: number;
      mode: 'verify' | 'stability';
      until: string;
      loopFrom?: string;
      loop: number;
    }
  | { type: 'Exhausted' }
  | { type: 'Resolved'; as: 'fixed' | 'recovered'; watchUntil?: string }
  | { type: 'Ended'; as: 'false-alarm' | 'duplicate' | 'recovered'; of?: string }
  | { type: 'Reopened' }
  | { type: 'Closed' }
  | { type: 'ChecklistTicked'; item: string; by: string }
  | { type: 'ReviewScheduled'; meetingAt: string; until: string; items: string[] }
  | { type: 'ItemFiled'; item: string }
  | { type: 'Reviewed'; by: string }
  | { type: 'Noted'; by: string; text: string }
  | { type: 'FactSet'; name: string; value: string | number | boolean }
  | { type: 'RunStarted'; run: number }
  | { type: 'RunDied'; run: number; retryAt?: string };

/** A fact with its time, its reason, and how the timeline shows it. */
export type Event = Fact & { seq: number; at: string; because: string; kind?: Kind; to?: string; channel?: string };
