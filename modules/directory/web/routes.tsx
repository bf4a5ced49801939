import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';

/** The directory's pages, under the workspace. */
export const directoryRoutes = (workspace: AnyRoute) => [
  createRoute({ getParentRoute: () => workspace, path: 'directory/institutions', component: lazyRouteComponent(() => import('./institutions.tsx'), 'InstitutionsPage') }),
];
