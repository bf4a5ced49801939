/** A text for people, in the two languages of the platform. */
export type Text = { readonly zh: string; readonly en: string };

/** The texts of a page or a feature: the compiler sees to it that each key has both languages. */
export type Messages = Readonly<Record<string, Text>>;

export type Language = keyof Text;

/**
 * Puts values into a text's `{name}` places.
 * A place without a value stays as it is, so that a missing value is seen and not hidden.
 */
export function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** What goes into a text's places: words of the language itself where the value is a Text. */
export type TextValues = Readonly<Record<string, string | number | Text>>;

/** A text as one would say it in both languages, for records that outlive a reader's choice of language. */
export function bothLanguages(text: Text, values: TextValues = {}): Text {
  const said = (language: Language) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'object' ? value[language] : value]));
  return { zh: fill(text.zh, said('zh')), en: fill(text.en, said('en')) };
}
