import { known, mean, populationDeviation, type Column } from '../statistics.ts';

/** The coefficient of variation (差异系数): standard deviation of the population over the mean. `undefined` where the mean is not above zero. */
export function variationCoefficient(column: Column): number | undefined {
  const center = mean(column);
  return center > 0 ? populationDeviation(column) / center : undefined;
}

/**
 * The coefficient of variation between schools as the supervision of balanced compulsory education takes it: each school counts with its pupils,
 * mean = Σ resources / Σ pupils, deviations weighted by pupils
 * (教育部《县域义务教育均衡发展督导评估暂行办法》2012, 附件: 差异系数的计算方法). Schools with a value or pupils missing, or without pupils, do not count.
 */
export function weightedVariationCoefficient(perPupil: Column, pupils: Column): number | undefined {
  let [all, total] = [0, 0];
  perPupil.forEach((value, i) => {
    const weight = pupils[i] ?? Number.NaN;
    if (Number.isNaN(value) || !(weight > 0)) return;
    all += weight;
    total += weight * value;
  });
  const center = total / all;
  if (!(center > 0)) return undefined;
  let squares = 0;
  perPupil.forEach((value, i) => {
    const weight = pupils[i] ?? Number.NaN;
    if (!Number.isNaN(value) && weight > 0) squares += weight * (value - center) ** 2;
  });
  return Math.sqrt(squares / all) / center;
}

/** σ-convergence: the coefficient of variation period by period; it converges where the trend falls. */
export function sigmaConvergence(periods: readonly Column[]): { readonly coefficients: readonly (number | undefined)[]; readonly slope: number } {
  const coefficients = periods.map(variationCoefficient);
  const points = coefficients.flatMap((value, t) => (value === undefined ? [] : [{ t, value }]));
  const meanT = mean(Float64Array.from(points, ({ t }) => t));
  const meanV = mean(Float64Array.from(points, ({ value }) => value));
  const slope = points.reduce((all, { t, value }) => all + (t - meanT) * (value - meanV), 0) / points.reduce((all, { t }) => all + (t - meanT) ** 2, 0);
  return { coefficients, slope };
}

export type Beta = {
  /** Slope of mean growth on the logarithm of the first value: below zero, those behind catch up. */
  readonly beta: number;
  readonly intercept: number;
  readonly standardError: number;
  readonly rSquared: number;
  /** Speed of convergence a period, and periods until half the distance is gone; `undefined` where there is no convergence. */
  readonly speed: number | undefined;
  readonly halfLife: number | undefined;
  readonly units: number;
};

/** Absolute β-convergence over `periods` periods: (ln yT − ln y0) / T = a + β ln y0 (Barro & Sala-i-Martin 1992). Values above zero; `undefined` of fewer than three units. */
export function betaConvergence(first: Column, last: Column, periods: number): Beta | undefined {
  const points = [...first.keys()].flatMap((i) => {
    const [from, to] = [first[i] ?? Number.NaN, last[i] ?? Number.NaN];
    return from > 0 && to > 0 ? [{ x: Math.log(from), y: (Math.log(to) - Math.log(from)) / periods }] : [];
  });
  if (points.length < 3) return undefined;
  const meanX = mean(Float64Array.from(points, ({ x }) => x));
  const meanY = mean(Float64Array.from(points, ({ y }) => y));
  const xx = points.reduce((all, { x }) => all + (x - meanX) ** 2, 0);
  if (xx === 0) return undefined;
  const beta = points.reduce((all, { x, y }) => all + (x - meanX) * (y - meanY), 0) / xx;
  const intercept = meanY - beta * meanX;
  const residual = points.reduce((all, { x, y }) => all + (y - intercept - beta * x) ** 2, 0);
  const yy = points.reduce((all, { y }) => all + (y - meanY) ** 2, 0);
  const left = 1 + beta * periods;
  const speed = beta < 0 && left > 0 ? -Math.log(left) / periods : undefined;
  return { beta, intercept, standardError: Math.sqrt(residual / (points.length - 2) / xx), rSquared: yy === 0 ? 1 : 1 - residual / yy, speed, halfLife: speed === undefined ? undefined : Math.log(2) / speed, units: known(Float64Array.from(points, ({ y }) => y)).length };
}
