import type { Subject } from '#kernel/inbox/inbox.ts';

/** The records of governance as tasks, files and the journal name them, and the pages where they are. */
export const proposalSubject = (id: string): Subject => ({ type: 'governance.proposal', id });
export const meetingSubject = (id: string): Subject => ({ type: 'governance.meeting', id });
export const resolutionSubject = (id: string): Subject => ({ type: 'governance.resolution', id });
export const actionSubject = (id: string): Subject => ({ type: 'governance.action', id });
export const yearSubject = (year: number): Subject => ({ type: 'governance.chairYear', id: String(year) });

/** The consent board as a whole, for the pages that show it live. */
export const boardSubject: Subject = { type: 'governance.board', id: 'all' };

export const proposalLink = (id: string) => `/workspace/governance/proposals/${id}`;
export const meetingLink = (id: string) => `/workspace/governance/meetings/${id}`;
export const resolutionLink = (id: string) => `/workspace/governance/resolutions/${id}`;
export const bodiesLink = '/workspace/governance/bodies';
