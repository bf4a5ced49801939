import { z } from 'zod';

// what SDMX-JSON 2.0.0 asks of a data message (sdmx-twg/sdmx-json, data-message/tools/schemas/2.0.0), as far as ours uses it, in our own words and stricter: what it does not know is refused
const id = z.string().regex(/^[A-Za-z0-9_@$-]+$/);
const component = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/);
const names = z.strictObject({ zh: z.string().optional(), en: z.string().optional() });
const value = z.strictObject({ id, name: z.string(), names: names.optional(), parent: id.optional() });
const links = z.array(z.strictObject({ href: z.url(), rel: z.string(), title: z.string().optional() })).min(1);
const dimension = z.strictObject({ id: component, keyPosition: z.int().min(0), roles: z.array(component).optional(), values: z.array(value).min(1) });
const relationship = z.union([z.strictObject({ observation: z.strictObject({}) }), z.strictObject({ dimensions: z.array(component).min(1) })]);
const attribute = z.strictObject({ id: component, name: z.string(), relationship, values: z.array(value).min(1).optional() });
const cell = z.union([z.number(), z.string(), z.null()]);

/** A message of SDMX-JSON 2.0.0, and that its parts fit together: every observation names values that are there, and has as many cells as there are measures and attributes. */
export const sdmxMessage = z.strictObject({
  meta: z.strictObject({ schema: z.url(), id, prepared: z.iso.datetime({ offset: true }), test: z.boolean(), contentLanguages: z.array(z.string()), sender: z.strictObject({ id }) }),
  data: z.strictObject({
    structures: z.array(z.strictObject({
      name: z.string(), dataSets: z.array(z.int()).min(1), dimensions: z.strictObject({ observation: z.array(dimension) }),
      measures: z.strictObject({ observation: z.array(z.strictObject({ id: component, name: z.string(), names: names })) }),
      attributes: z.strictObject({ dimensionGroup: z.array(attribute), observation: z.array(attribute) }),
    })).length(1),
    dataSets: z.array(z.strictObject({
      structure: z.literal(0), action: z.enum(['Information', 'Append', 'Replace', 'Delete']), links,
      dimensionGroupAttributes: z.record(z.string().regex(/^[0-9]*(:[0-9]*)*$/), z.array(cell)), observations: z.record(z.string().regex(/^[0-9]+(:[0-9]+)*$/), z.array(cell)),
    })).length(1),
  }),
}).refine(({ data: { structures: [structure], dataSets: [set] } }) => {
  if (structure === undefined || set === undefined) return false;
  const { dimensions: { observation: dimensions }, measures, attributes } = structure;
  const unique = dimensions.every(({ values }) => new Set(values.map((own) => own.id)).size === values.length);
  const there = Object.keys(set.observations).every((key) => { const places = key.split(':').map(Number); return places.length === dimensions.length && places.every((place, i) => place < (dimensions[i]?.values.length ?? 0)); });
  const width = measures.observation.length + attributes.observation.length;
  return unique && there && Object.values(set.observations).every((cells) => cells.length === width) && Object.values(set.dimensionGroupAttributes).every((cells) => cells.length === attributes.dimensionGroup.length);
});
