import { App } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './messages.ts';
import { KeyTrouble } from './open-key.ts';

type KeyAct<I> = { readonly act: (input: I) => Promise<unknown>; readonly done: string; readonly onDone?: () => void };

/** An act that opens a key first: what the key says no to is told as such, what the platform refuses as everywhere. */
export function useKeyAct<I>({ act, done, onDone }: KeyAct<I>) {
  const t = useTexts(messages);
  const { message } = App.useApp();
  const [trouble, setTrouble] = useState<string>();
  const { run, running } = useAct({
    act: async (input: I) => {
      setTrouble(undefined);
      try {
        await act(input);
      } catch (error) {
        if (!(error instanceof KeyTrouble)) throw error;
        return setTrouble(t(error.key, error.values));
      }
      void message.success(done);
      onDone?.();
    },
    changes: [['signing'], ['inbox']], done: false,
  });
  return { run, running, trouble };
}
