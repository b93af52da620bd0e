import type { Operation } from '../api/operation.ts';
import { acknowledge } from './acknowledge.ts';
import { addNote } from './add-note.ts';
import { addResponder } from './add-responder.ts';
import { assignRole } from './assign-role.ts';
import { cancelMaintenance } from './cancel-maintenance.ts';
import { cannot } from './cannot.ts';
import { changeActionItem } from './change-action-item.ts';
import { checkHealth } from './check-health.ts';
import { cover } from './cover.ts';
import { decide } from './decide.ts';
import { declare } from './declare.ts';
import { escalate } from './escalate.ts';
import { getDocs } from './get-docs.ts';
import { getDocument } from './get-document.ts';
import { listActionItems } from './list-action-items.ts';
import { listIncidents } from './list-incidents.ts';
import { listMaintenance } from './list-maintenance.ts';
import { merge } from './merge.ts';
import { moveMaintenance } from './move-maintenance.ts';
import { notMe } from './not-me.ts';
import { planMaintenance } from './plan-maintenance.ts';
import { release } from './release.ts';
import { reopen } from './reopen.ts';
import { resolve } from './resolve.ts';
import { runDoctor } from './run-doctor.ts';
import { sendTestPage } from './send-test-page.ts';
import { sendUpdate } from './send-update.ts';
import { setSeverity } from './set-severity.ts';
import { showCaller } from './show-caller.ts';
import { showIncident } from './show-incident.ts';
import { showInvitation } from './show-invitation.ts';
import { showMetrics } from './show-metrics.ts';
import { showOnCall } from './show-on-call.ts';
import { showReport } from './show-report.ts';
import { showSignIn } from './show-sign-in.ts';
import { showTestPage } from './show-test-page.ts';
import { showTimeline } from './show-timeline.ts';
import { uncover } from './uncover.ts';

/** Everything that the API does, in the order of document and help; what does not stand here is refused. */
export const registry: readonly Operation[] = [
  listIncidents,
  showIncident,
  showTimeline,
  declare,
  acknowledge,
  cannot,
  release,
  notMe,
  escalate,
  addResponder,
  setSeverity,
  assignRole,
  addNote,
  sendUpdate,
  decide,
  resolve,
  reopen,
  merge,
  showReport,
  showInvitation,
  listActionItems,
  changeActionItem,
  showOnCall,
  cover,
  uncover,
  listMaintenance,
  planMaintenance,
  moveMaintenance,
  cancelMaintenance,
  showMetrics,
  sendTestPage,
  showTestPage,
  runDoctor,
  showCaller,
  showSignIn,
  getDocument,
  getDocs,
  checkHealth,
];
