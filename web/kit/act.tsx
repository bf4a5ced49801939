import { App } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useProblem } from './problem.tsx';
import { useTexts } from './texts.tsx';
import { words } from './words.ts';

type Act<I> = {
  /** Does it; a thrown problem is told to the person. */
  readonly act: (input: I) => Promise<unknown>;
  /** The queries, by their first keys, that are out of date afterwards. */
  readonly changes: readonly (readonly unknown[])[];
  readonly done?: string | false;
  readonly onDone?: () => void;
};

/** Something that the person does: carried out, told, and everything it changed loaded anew. */
export function useAct<I = void>({ act, changes, done, onDone }: Act<I>) {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const w = useTexts(words);
  const tell = useProblem();
  const reload = () => void Promise.all(changes.map((queryKey) => queries.invalidateQueries({ queryKey })));
  const { mutate, mutateAsync, isPending } = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      onDone?.();
      if (done !== false) void message.success(done ?? w('saved'));
      await Promise.all(changes.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
    onError: (error) => tell(error, reload),
  });
  return { run: mutate, runAsync: mutateAsync, running: isPending };
}
