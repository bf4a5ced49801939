import type { Module } from '#kernel/module.ts';
import { governanceApi } from './api.ts';
import { settleDeadlines } from './service/answers.ts';
import { agendaFiles } from './service/agenda.ts';
import { beginChairYear } from './service/chair.ts';
import { departure } from './service/departure.ts';
import { merging } from './service/merging.ts';
import { resolutionOutcomes } from './service/resolutions.ts';

/** How the four decide: what is put to them, and what each says of it. */
export const governance: Module = {
  name: 'governance',
  label: { zh: '协商治理', en: 'Governance' },
  migrations: { name: 'governance', folder: new URL('./schema/', import.meta.url) },
  api: governanceApi,
  departure,
  merging,
  fileSubjects: { 'governance.agendaItem': agendaFiles },
  outcomes: { 'governance.resolution': resolutionOutcomes },
  jobs: {
    'governance.deadlines': async (platform) => void (await settleDeadlines(platform)),
    'governance.chair-year': async (platform) => void (await beginChairYear(platform)),
  },
  // A deadline and a year end with their day in the region, at 16:00 UTC; both jobs come again in case the platform was down then.
  schedule: [{ cron: '5 * * * *', job: 'governance.deadlines' }, { cron: '1 * * * *', job: 'governance.chair-year' }],
};

export { digestOfText, loadConsent, putToTheFour, type Consent, type NewProposal, type ShownAnswer, type ShownRound } from './service/consent.ts';
export { giveAnswer, withdrawProposal, type NewAnswer } from './service/answers.ts';
export { loadChair, settleDuty } from './service/chair.ts';
export { enterTerm, showBodies } from './service/bodies.ts';
export { beginChairYear, showChair, tickDuty } from './service/chair.ts';
export { changeMeeting, moveMeeting, planMeeting } from './service/meetings.ts';
export { addAgendaItem } from './service/agenda.ts';
export { noteAttendance, replyToInvitation } from './service/attendees.ts';
export { writeSection } from './service/minutes.ts';
export { addAction, settleAction } from './service/actions.ts';
export { showRoom } from './service/room.ts';
export { draftResolution, putResolution, showResolution, type ResolutionText } from './service/resolutions.ts';
