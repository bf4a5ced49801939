import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';

/** Governance's pages, under the workspace. */
export const governanceRoutes = (workspace: AnyRoute) => [
  createRoute({ getParentRoute: () => workspace, path: 'governance', component: lazyRouteComponent(() => import('./board.tsx'), 'BoardPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'governance/proposals/$id', component: lazyRouteComponent(() => import('./proposal.tsx'), 'ProposalPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'governance/meetings', component: lazyRouteComponent(() => import('./meetings.tsx'), 'MeetingsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'governance/meetings/$id', component: lazyRouteComponent(() => import('./room.tsx'), 'RoomPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'governance/resolutions', component: lazyRouteComponent(() => import('./resolutions.tsx'), 'ResolutionsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'governance/resolutions/new', component: lazyRouteComponent(() => import('./resolution-form.tsx'), 'ResolutionFormPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'governance/resolutions/$id', component: lazyRouteComponent(() => import('./resolution.tsx'), 'ResolutionPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'governance/resolutions/$id/edit', component: lazyRouteComponent(() => import('./resolution-form.tsx'), 'ResolutionFormPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'governance/bodies', component: lazyRouteComponent(() => import('./bodies.tsx'), 'BodiesPage') }),
];

/** What everybody may read. */
export const publicGovernanceRoutes = (root: AnyRoute) => [
  createRoute({ getParentRoute: () => root, path: 'resolutions', component: lazyRouteComponent(() => import('./public.tsx'), 'PublicResolutionsPage') }),
  createRoute({ getParentRoute: () => root, path: 'resolutions/$id', component: lazyRouteComponent(() => import('./public.tsx'), 'PublicResolutionPage') }),
];
