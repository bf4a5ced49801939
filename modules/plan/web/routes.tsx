import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';

/** The plan's pages, under the workspace. */
export const planRoutes = (workspace: AnyRoute) => [
  createRoute({ getParentRoute: () => workspace, path: 'plan', component: lazyRouteComponent(() => import('./plans.tsx'), 'PlansPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'plan/import', component: lazyRouteComponent(() => import('./import.tsx'), 'ImportPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'key-points', component: lazyRouteComponent(() => import('./key-points/list.tsx'), 'KeyPointsListPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'key-points/$id', component: lazyRouteComponent(() => import('./key-points/page.tsx'), 'KeyPointsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'plan/$planId', component: lazyRouteComponent(() => import('./plan.tsx'), 'PlanPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'plan/initiatives/$id', component: lazyRouteComponent(() => import('./initiative.tsx'), 'InitiativePage') }),
];

/** What everybody sees of the plan beside the portal. */
export const planPublicRoutes = (root: AnyRoute) => [
  createRoute({ getParentRoute: () => root, path: 'key-points/$year', component: lazyRouteComponent(() => import('./key-points/public.tsx'), 'YearPage') }),
];
