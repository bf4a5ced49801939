import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';

/** The exchange's pages, under the workspace. */
export const exchangeRoutes = (workspace: AnyRoute) => [
  createRoute({ getParentRoute: () => workspace, path: 'exchange', component: lazyRouteComponent(() => import('./schemes.tsx'), 'SchemesPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'exchange/$id', component: lazyRouteComponent(() => import('./scheme.tsx'), 'SchemePage') }),
  createRoute({ getParentRoute: () => workspace, path: 'exchange/$id/apply', component: lazyRouteComponent(() => import('./apply.tsx'), 'ApplyPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'exchange/stays/$id', component: lazyRouteComponent(() => import('./stay.tsx'), 'StayPage') }),
];
