export { readChoices, type OptionTexts } from './files/options.ts';
export { printIndex, rankingOf } from './files/print.ts';
export { readTables, type TableProblem, type Tables } from './files/tables.ts';
export { sayComputeProblem, sayNote } from './notes.ts';
export { levelNames, sayFormula, sayFormulaProblem } from './formula-words.ts';
