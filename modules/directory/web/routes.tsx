import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';
import type { ComponentType } from 'react';

/** What another module adds to a person's page. */
export type PersonCard = ComponentType<{ personId: string }>;

/** The directory's pages, under the workspace; a person's page with what other modules know of them. */
export const directoryRoutes = (workspace: AnyRoute, personCards: readonly PersonCard[] = []) => [
  createRoute({ getParentRoute: () => workspace, path: 'directory/institutions', component: lazyRouteComponent(() => import('./institutions.tsx'), 'InstitutionsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'directory/people', component: lazyRouteComponent(() => import('./people.tsx'), 'PeoplePage') }),
  createRoute({ getParentRoute: () => workspace, path: 'directory/people/$id', component: lazyRouteComponent(async () => { const { PersonPage } = await import('./person.tsx'); return { Person: () => <PersonPage cards={personCards} /> }; }, 'Person') }),
  createRoute({ getParentRoute: () => workspace, path: 'directory/record', component: lazyRouteComponent(() => import('./learning.tsx'), 'OwnRecordPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'directory/merges', component: lazyRouteComponent(() => import('./merges.tsx'), 'MergesPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'directory/import', component: lazyRouteComponent(() => import('./import.tsx'), 'ImportPage') }),
];
