import { PaperClipOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Upload } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { useProblem } from '#web/kit/problem.tsx';
import { ReasonButton } from '#web/kit/reason-button.tsx';
import { sendFile } from '#web/kit/send-file.ts';
import { useTexts } from '#web/kit/texts.tsx';
import { changes, materials, type Item } from './client.ts';
import { messages } from './messages.ts';

/** What is given to read of an item; office and whoever asked bring it. */
export function Materials({ item, editable }: { item: Item; editable: boolean }) {
  const t = useTexts(messages);
  const queries = useQueryClient();
  const tell = useProblem();
  const [sending, setSending] = useState<number>();
  const withdraw = useAct({ act: ({ id, reason }: { id: string; reason: string }) => answer(materials.materials[':id'].withdraw.$post({ param: { id }, json: { reason } })), changes });
  const send = async (file: File) => {
    setSending(0);
    try {
      await sendFile(`/api/review/materials?itemId=${item.id}`, file, setSending);
      await queries.invalidateQueries({ queryKey: ['review', 'items'] });
    } catch (error) {
      tell(error);
    } finally {
      setSending(undefined);
    }
  };
  return (
    <>
      {item.materials.length === 0 ? <span className="soft">{t('noMaterials')}</span> : (
        <ul className="plain-list">
          {item.materials.map(({ id, number, name }) => <li key={id} className="row"><span><PaperClipOutlined aria-hidden /> <a href={`/api/review/materials/${id}`} download>{name ?? t('material', { n: number })}</a></span>{editable ? <ReasonButton label={t('withdraw')} question={t('withdrawWhy')} onGive={(reason) => withdraw.run({ id, reason })} /> : null}</li>)}
        </ul>
      )}
      {editable ? <div style={{ marginTop: 6 }}><Upload multiple showUploadList={false} beforeUpload={(file) => { void send(file); return false; }}><Button size="small" loading={sending !== undefined}>{sending === undefined ? t('addMaterial') : `${sending}%`}</Button></Upload></div> : null}
    </>
  );
}
