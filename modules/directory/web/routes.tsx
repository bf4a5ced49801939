import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';

/** The directory's pages, under the workspace. */
export const directoryRoutes = (workspace: AnyRoute) => [
  createRoute({ getParentRoute: () => workspace, path: 'directory/institutions', component: lazyRouteComponent(() => import('./institutions.tsx'), 'InstitutionsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'directory/people', component: lazyRouteComponent(() => import('./people.tsx'), 'PeoplePage') }),
  createRoute({ getParentRoute: () => workspace, path: 'directory/people/$id', component: lazyRouteComponent(() => import('./person.tsx'), 'PersonPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'directory/merges', component: lazyRouteComponent(() => import('./merges.tsx'), 'MergesPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'directory/import', component: lazyRouteComponent(() => import('./import.tsx'), 'ImportPage') }),
];
