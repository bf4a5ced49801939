import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { answer } from '#web/kit/api.ts';
import { useAutosave } from '#web/kit/autosave.ts';
import { useProblem } from '#web/kit/problem.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { SavingNote } from './clause-form.tsx';
import { keyPointsClient, keyPointsKey, type KeyPoints } from './client.ts';
import { messages } from './messages.ts';

/** Title and opening, saved as one goes. */
export function HeadingForm({ keyPoints, onClose }: { keyPoints: KeyPoints; onClose: () => void }) {
  const t = useTexts(messages);
  const tell = useProblem();
  const queries = useQueryClient();
  const reload = () => void queries.invalidateQueries({ queryKey: keyPointsKey(keyPoints.id) });
  const { values, change, saving, flush } = useAutosave({
    initial: { title: keyPoints.title, preamble: keyPoints.preamble }, version: keyPoints.version, isValid: ({ title }) => title.trim() !== '',
    save: async (now, version) => {
      const after = await answer(keyPointsClient[':id'].$put({ param: { id: keyPoints.id }, json: { version, title: now.title.trim(), preamble: now.preamble.trim() } }));
      reload();
      return after;
    },
    onRefused: (error) => tell(error, () => { reload(); onClose(); }),
  });
  return (
    <div className="clause-form">
      <Input aria-label={t('title')} value={values.title} maxLength={150} autoFocus onChange={({ target }) => change({ title: target.value })} />
      <Input.TextArea aria-label={t('opening')} value={values.preamble} maxLength={4000} autoSize={{ minRows: 3, maxRows: 12 }} onChange={({ target }) => change({ preamble: target.value })} />
      <div className="row"><Button size="small" onClick={() => void flush().then((kept) => { if (kept) onClose(); })}>{t('doneEditing')}</Button><SavingNote saving={saving} /></div>
    </div>
  );
}
