import { useCallback, useEffect, useRef, useState } from 'react';

/** Where saving stands: nothing to save, on its way, kept, refused. */
export type Saving = 'idle' | 'saving' | 'saved' | 'failed';

/** A pause in typing after which what was typed is saved, in milliseconds. */
const pause = 900;

type Autosave<T> = {
  readonly initial: T;
  /** The version of the record that was loaded. */
  readonly version: number;
  readonly isValid: (values: T) => boolean;
  /** Saves, and gives the record's new version; refuses by throwing. */
  readonly save: (values: T, version: number) => Promise<{ version: number }>;
  readonly onRefused: (error: unknown) => void;
};

/**
 * Values that are saved as one goes: after a pause in typing, one save after the other, each upon the version that the last one gave.
 * `flush` saves at once what is not saved yet, and says whether all is kept; `isKept` says so without trying; `version` is the newest that is known.
 */
export function useAutosave<T>({ initial, version, isValid, save, onRefused }: Autosave<T>) {
  const [values, setValues] = useState(initial);
  const [saving, setSaving] = useState<Saving>('idle');
  const now = useRef({ values: initial, kept: JSON.stringify(initial), version, running: Promise.resolve(true), timer: undefined as ReturnType<typeof setTimeout> | undefined });
  const actions = useRef({ isValid, save, onRefused });
  useEffect(() => { actions.current = { isValid, save, onRefused }; }, [isValid, save, onRefused]);

  const flush = useCallback((): Promise<boolean> => {
    const held = now.current;
    clearTimeout(held.timer);
    const step = async (): Promise<boolean> => {
      const said = JSON.stringify(held.values);
      if (said === held.kept) return true;
      if (!actions.current.isValid(held.values)) return false;
      setSaving('saving');
      try {
        const after = await actions.current.save(held.values, held.version);
        held.version = after.version;
        held.kept = said;
        setSaving('saved');
        return true;
      } catch (error) {
        setSaving('failed');
        actions.current.onRefused(error);
        return false;
      }
    };
    held.running = held.running.then(step);
    return held.running;
  }, []);

  const change = useCallback((some: Partial<T>) => {
    const held = now.current;
    held.values = { ...held.values, ...some };
    setValues(held.values);
    clearTimeout(held.timer);
    held.timer = setTimeout(() => void flush(), pause);
  }, [flush]);

  // Whoever goes elsewhere in the middle of a sentence keeps it.
  useEffect(() => () => void flush(), [flush]);
  const isKept = useCallback(() => JSON.stringify(now.current.values) === now.current.kept, []);
  const newest = useCallback(() => now.current.version, []);
  return { values, change, saving, flush, isKept, version: newest };
}
