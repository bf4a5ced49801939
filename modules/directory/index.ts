import type { Module } from '#kernel/module.ts';
import { directoryApi } from './api.ts';
import { checkImport, storeImport } from './import/import.ts';
import { departure } from './service/departure.ts';
import { loadReferenceData } from './reference.ts';

/** Divisions, institutions, people, affiliations. */
export const directory: Module = {
  name: 'directory',
  label: { zh: '机构与人员', en: 'Directory' },
  migrations: { name: 'directory', folder: new URL('./schema/', import.meta.url) },
  api: directoryApi,
  jobs: { 'directory.check': checkImport, 'directory.store': storeImport },
  uploads: ['/imports'],
  loadReferenceData,
  departure,
};

export type { DirectoryApi } from './api.ts';
export { countByCity } from './counts.ts';
export { addPersonForAdministrator, loadScopeNames, nameOfPerson, namesOfPeople } from './store.ts';
export type { LearningKind } from './messages.ts';
export { enterLearning, type Learnt } from './service/learning.ts';
export { indexDirectory } from './search-records.ts';
export { readDivisions, readUniversities, referenceId, type Division, type University } from './reference.ts';
