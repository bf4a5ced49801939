import { choiceBounds, isScale } from '#algorithms/indices/choices.ts';
import type { Aggregation, Choices, Imputation } from '#algorithms/indices/compute.ts';
import type { Normalisation, Scale } from '#algorithms/indices/normalise.ts';
import { weightMethods, type WeightMethod } from '#algorithms/indices/weights/by-data.ts';
import { bothLanguages, type Text } from '#kernel/text.ts';
import { parseNumber } from './tables.ts';

/** How the parts of every group are weighed: as the table says, or from the data; or why that cannot be honoured. */
export function readWeighting(text = 'given'): { readonly by: 'given' | WeightMethod } | Text {
  const by = (['given', ...weightMethods] as const).find((method) => method === text);
  return by === undefined ? wrong('--weights', text, ['given', ...weightMethods].join(' | ')) : { by };
}

export type OptionTexts = { readonly normalise?: string | undefined; readonly scale?: string | undefined; readonly aggregate?: string | undefined; readonly treat?: string | undefined; readonly impute?: string | undefined };

/** The choices that the options of the command line stand for; or why one of them cannot be honoured. */
export function readChoices({ normalise = 'minmax', scale, aggregate = 'arithmetic', treat = 'none', impute = 'none' }: OptionTexts): Choices | Text {
  const bounds = scale === undefined ? undefined : readScale(scale, normalise);
  if (bounds !== undefined && 'zh' in bounds) return bounds;
  const normalisation = readNormalisation(normalise, bounds);
  const aggregation = readAggregation(aggregate);
  if (normalisation === undefined) return wrong('--normalise', normalise, 'minmax | zscore | rank | percentile | goalposts | leader | fraction');
  if (aggregation === undefined) return wrong('--aggregate', aggregate, 'arithmetic | geometric | harmonic | generalised:POWER (-20…20) | topsis | grey');
  if (treat !== 'none' && treat !== 'winsorise' && treat !== 'log') return wrong('--treat', treat, 'none | winsorise | log');
  if (!isImputation(impute)) return wrong('--impute', impute, 'none | mean | median | groupmean | groupmedian | em');
  return { impute, treat, normalise: normalisation, aggregate: aggregation };
}

function readScale(text: string, normalise: string): Scale | Text {
  const parts = text.split(',').map((part) => parseNumber(part.trim()));
  const [low, high] = parts;
  if (normalise === 'rank') return { zh: '--scale 不适用于名次标准化', en: '--scale does not apply to ranks' };
  if (parts.length !== 2 || low === undefined || high === undefined) return wrong('--scale', text, '0,100');
  if (!isScale({ method: normalise === 'zscore' ? 'zscore' : 'minmax', scale: [low, high] })) return wrong('--scale', text, normalise === 'zscore' ? 'MEAN,DEVIATION (DEVIATION > 0)' : 'LOW,HIGH (LOW < HIGH)');
  return [low, high];
}

function readNormalisation(method: string, scale: Scale | undefined): Normalisation | undefined {
  switch (method) {
    case 'minmax': case 'percentile': case 'goalposts': case 'leader': case 'fraction': return { method, scale: scale ?? [0, 100] };
    case 'zscore': return { method, scale: scale ?? [0, 1] };
    case 'rank': return { method };
    default: return undefined;
  }
}

function readAggregation(text: string): Aggregation | undefined {
  if (text === 'arithmetic' || text === 'geometric' || text === 'harmonic' || text === 'topsis' || text === 'grey') return { method: text };
  const power = text.startsWith('generalised:') ? parseNumber(text.slice('generalised:'.length)) : undefined;
  return power === undefined || Math.abs(power) > choiceBounds.power ? undefined : { method: 'generalised', power };
}

function isImputation(text: string): text is Exclude<Imputation, 'last'> {
  return ['none', 'mean', 'median', 'groupmean', 'groupmedian', 'em'].includes(text);
}

function wrong(option: string, value: string, allowed: string): Text {
  return bothLanguages({ zh: '{option} {value}：应为 {allowed}', en: '{option} {value}: {allowed} expected' }, { option, value, allowed });
}
