import { expect, test } from 'vitest';
import { studentLimit } from './student.ts';

test.each([
  // two-sided critical values as every table of Student's t has them, e.g. NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2
  [3, 0.05, 3.182], [5, 0.01, 4.032], [10, 0.05, 2.228], [10, 0.002, 4.144], [30, 0.002, 3.385], [100, 0.05, 1.984],
])('Student’s t of %d degrees is beyond its limit by chance %f: %f', (degrees, chance, limit) => {
  expect(studentLimit(degrees, chance)).toBeCloseTo(limit, 3);
});
