import { declareLifecycle } from '#kernel/lifecycle/lifecycle.ts';
import { stayLink } from '../lifecycle.ts';
import { placementStates } from './messages.ts';
import type { PlacementRow } from './store.ts';

const platform = [{ role: 'system', of: 'any' }] as const;
const institution = [{ role: 'institution_officer', of: 'own organization' }, { role: 'party_officer', of: 'own party' }] as const;

/** From the agreement in force over the time at the host to the certificate; both institutions may end it early. */
export const placementLifecycle = declareLifecycle<PlacementRow>()({
  name: 'exchange.placement',
  table: 'exchange.placement',
  initial: 'ready',
  title: ({ personName }) => personName,
  access: ({ hostParty, hostId, personId }) => ({ visibility: 'organization', party: hostParty, organizationId: hostId, personId }),
  states: {
    ready: { label: placementStates.ready, tone: 'neutral' },
    underway: { label: placementStates.underway, tone: 'active' },
    finished: { label: placementStates.finished, tone: 'warn' },
    certified: { label: placementStates.certified, tone: 'done' },
    ended: { label: placementStates.ended, tone: 'bad' },
    withdrawn: { label: placementStates.withdrawn, tone: 'bad' },
  },
  transitions: {
    arrive: { from: ['ready'], to: 'underway', reason: 'none', label: { zh: '登记报到', en: 'Arrived' }, by: institution },
    finish: {
      from: ['underway'], to: 'finished', reason: 'none', asks: true, label: { zh: '派出期满', en: 'Finish' }, by: institution,
      follows: (placement) => [
        { openTask: { kind: 'exchange.placement/assess/person', to: { personId: placement.personId }, title: { zh: '派出期满，请填写本人总结', en: 'The placement is over; please write your own view' }, link: stayLink(placement.applicationId) } },
        { openTask: { kind: 'exchange.placement/assess/home', to: { role: 'institution_officer', organizationId: placement.homeId }, title: { zh: `请鉴定：${placement.personName}`, en: `Please assess: ${placement.personName}` }, link: stayLink(placement.applicationId) } },
        { openTask: { kind: 'exchange.placement/assess/host', to: { role: 'institution_officer', organizationId: placement.hostId }, title: { zh: `请鉴定：${placement.personName}`, en: `Please assess: ${placement.personName}` }, link: stayLink(placement.applicationId) } },
      ],
    },
    end: { from: ['ready', 'underway'], to: 'ended', reason: 'required', danger: true, label: { zh: '提前结束', en: 'End early' }, by: [...institution, ...platform], follows: () => [{ closeTasks: {} }] },
    withdraw: { from: ['ready'], to: 'withdrawn', reason: 'optional', label: { zh: '撤销', en: 'Withdraw' }, by: platform, follows: () => [{ closeTasks: {} }] },
    certify: { from: ['finished'], to: 'certified', reason: 'none', label: { zh: '发证', en: 'Certify' }, by: platform, follows: () => [{ closeTasks: {} }] },
  },
});

/** The same as the home has it: it may call its people back, the rest is the host's to record. */
export const homePlacementLifecycle: typeof placementLifecycle = {
  ...placementLifecycle,
  access: ({ homeParty, homeId, personId }) => ({ visibility: 'organization', party: homeParty, organizationId: homeId, personId }),
  transitions: { ...placementLifecycle.transitions, arrive: { ...placementLifecycle.transitions.arrive, by: [] }, finish: { ...placementLifecycle.transitions.finish, by: [] } },
};
