import { useCallback } from 'react';
import { fill, type Language, type Messages, type Text } from '#kernel/text.ts';
import { createStore, remember, remembered, useStore } from './store.ts';

const store = createStore<Language>(remembered('delta.language', ['zh', 'en']) ?? 'zh');
const say = (language: Language) => (document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en');
say(store.get());

export function setLanguage(language: Language): void {
  store.set(language);
  remember('delta.language', language);
  say(language);
}

export function currentLanguage(): Language {
  return store.get();
}

export function useLanguage(): readonly [Language, (language: Language) => void] {
  return [useStore(store), setLanguage];
}

/** `t('key', values)`: a text of `messages` in the reader's language. */
export function useTexts<M extends Messages>(messages: M): (key: keyof M & string, values?: Readonly<Record<string, string | number>>) => string {
  const language = useStore(store);
  return useCallback((key, values) => fill((messages[key] as Text)[language], values), [messages, language]);
}

/** Picks the reader's language out of a text that came with the data. */
export function useText(): (text: Text) => string {
  const language = useStore(store);
  return useCallback((text) => text[language], [language]);
}
