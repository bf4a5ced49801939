import { useEffect, useRef, useState } from 'react';
import { useProblem } from '#web/kit/problem.tsx';

/** So long after the last key is pressed, what was written is saved (milliseconds). */
const pause = 700;

/**
 * Saves a value as it changes, one save after the other, each on the version that the one before gave.
 * `flush` saves at once what is not saved yet, and ends when it is; `version` is the newest known.
 */
export function useAutosave<T>(value: T, firstVersion: number, save: (value: T, version: number) => Promise<{ version: number }>) {
  const tell = useProblem();
  const [status, setStatus] = useState<'saving' | 'saved'>();
  const version = useRef(firstVersion);
  const newest = useRef({ value, save });
  const saved = useRef(JSON.stringify(value));
  const running = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    newest.current = { value, save };
  });

  const saveNewest = async () => {
    const now = JSON.stringify(newest.current.value);
    if (now === saved.current) return;
    setStatus('saving');
    try {
      version.current = (await newest.current.save(newest.current.value, version.current)).version;
      saved.current = now;
      setStatus('saved');
    } catch (error) {
      setStatus(undefined);
      tell(error);
    }
  };
  const flush = () => (running.current = running.current.then(saveNewest));

  const text = JSON.stringify(value);
  useEffect(() => {
    if (text === saved.current) return undefined;
    const timer = setTimeout(() => void flush(), pause);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only a change of what was written starts the clock
  }, [text]);

  return { status, flush, version: () => version.current };
}
