import { DeleteOutlined, InboxOutlined, PaperClipOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popconfirm, Progress, Upload } from 'antd';
import { useState } from 'react';
import type { FilesApi } from '#kernel/files/api.ts';
import { useAct } from './act.tsx';
import { answer, apiClient } from './api.ts';
import { useProblem } from './problem.tsx';
import { sendFile } from './send-file.ts';
import { useTexts } from './texts.tsx';
import { words } from './words.ts';

const client = apiClient<FilesApi>('/api/files');

const messages = {
  drop: { zh: '点选或拖入佐证材料', en: 'Choose evidence files, or drop them here' },
  limits: { zh: 'PDF、Office、图片、MP4、ZIP、纯文本，单个不超过 50 MB', en: 'PDF, Office, pictures, MP4, ZIP, plain text; up to 50 MB each' },
  none: { zh: '没有附件', en: 'No files' },
  withdraw: { zh: '撤下', en: 'Withdraw' },
  withdrawWhy: { zh: '为何撤下这个文件？', en: 'Why is this file withdrawn?' },
  files: { zh: '附件', en: 'Files' },
} as const;

export type FileSubject = { readonly type: string; readonly id: string };

/** The files of a record; where the person may, new ones by choosing or dropping, with progress. */
export function FileUpload({ subject, readOnly = false, prompt }: { subject: FileSubject; readOnly?: boolean; /** What is to be chosen, where it is no evidence. */ prompt?: string }) {
  const t = useTexts(messages);
  const queries = useQueryClient();
  const tell = useProblem();
  const [sending, setSending] = useState<Readonly<Record<string, number>>>({});
  const key = ['files', subject.type, subject.id];
  const files = useQuery({ queryKey: key, queryFn: () => answer(client.index.$get({ query: { subjectType: subject.type, subjectId: subject.id } })) });
  const upload = async (file: File) => {
    try {
      await sendFile(`/api/files?${new URLSearchParams({ subjectType: subject.type, subjectId: subject.id })}`, file, (percent) => setSending((now) => ({ ...now, [file.name]: percent })));
      await queries.invalidateQueries({ queryKey: key });
    } catch (error) {
      tell(error);
    } finally {
      setSending(({ [file.name]: _sent, ...rest }) => rest);
    }
  };
  const rows = files.data?.items ?? [];
  return (
    <div>
      {rows.length === 0 && readOnly ? <span className="soft">{t('none')}</span> : null}
      <ul className="row-list" aria-label={t('files')}>
        {rows.map(({ id, name, size }) => (
          <li key={id} className="row" style={{ padding: '4px 0', border: 0 }}>
            <PaperClipOutlined aria-hidden /> <a href={`/api/files/${id}`} download={name}>{name}</a> <span className="soft">{sizeWords(size)}</span>
            {readOnly ? null : <Withdraw id={id} queryKey={key} />}
          </li>
        ))}
      </ul>
      {readOnly ? null : (
        <Upload.Dragger multiple showUploadList={false} beforeUpload={(file) => { void upload(file); return false; }} style={{ marginTop: 6 }}>
          <InboxOutlined aria-hidden style={{ fontSize: 22 }} /> <div>{prompt ?? t('drop')}</div><div className="soft">{t('limits')}</div>
        </Upload.Dragger>
      )}
      {Object.entries(sending).map(([name, percent]) => <div key={name}>{name}<Progress percent={percent} size="small" aria-label={name} /></div>)}
    </div>
  );
}

function Withdraw({ id, queryKey }: { id: string; queryKey: readonly unknown[] }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [reason, setReason] = useState('');
  const { run } = useAct({ act: () => answer(client[':id'].withdraw.$post({ param: { id }, json: { reason: reason.trim() } })), changes: [queryKey] });
  return (
    <Popconfirm
      title={t('withdrawWhy')} okText={t('withdraw')} cancelText={w('cancel')} okButtonProps={{ danger: true, disabled: reason.trim() === '' }} onConfirm={() => run()}
      description={<Input aria-label={w('reason')} value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />}
    ><Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('withdraw')} /></Popconfirm>
  );
}

function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
