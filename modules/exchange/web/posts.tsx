import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Form, Input } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer, wordsFor } from '#web/kit/api.ts';
import { showInstant } from '#web/kit/dates.ts';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { changes, exchangeClient } from './client.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { messages } from './stay-messages.ts';

const loadPosts = (id: string, cursor: string | undefined) => answer(exchangeClient.schemes[':id'].posts.$get({ param: { id }, query: { limit: '20', ...(cursor === undefined ? {} : { cursor }) } }));

/** Where those who are away report what they learn and talk about it; whoever applied reads it, chosen or not. */
export function Posts({ schemeId }: { schemeId: string }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [writing, setWriting] = useState(false);
  const [withdrawing, setWithdrawing] = useState<string>();
  const posts = useInfiniteQuery({
    queryKey: ['exchange', 'posts', schemeId], queryFn: ({ pageParam }) => loadPosts(schemeId, pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (last) => last.next,
  });
  const withdraw = useAct({ act: (reason: string) => answer(exchangeClient.posts[':id'].withdraw.$post({ param: { id: withdrawing ?? '' }, json: { reason } })), changes, onDone: () => setWithdrawing(undefined) });
  if (posts.isError) return <p role="alert">{wordsFor(posts.error)}</p>;
  const items = posts.data?.pages.flatMap((page) => page.items) ?? [];
  const mayWrite = posts.data?.pages[0]?.mayWrite === true;
  const button = mayWrite ? <Button type="primary" onClick={() => setWriting(true)}>{t('writePost')}</Button> : null;
  return (
    <div style={{ maxWidth: 820 }}>
      <div className="row no-print" style={{ marginBottom: 12 }}><span className="soft grow">{t('postsHint')}</span>{button}</div>
      {items.length === 0 && !posts.isPending ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noPosts')} /> : null}
      {items.map((post) => (
        <article key={post.id} className="card" aria-label={post.title}>
          <h2>{post.title}</h2>
          <div className="soft">{post.authorName} · {post.hostName} · {showInstant(post.publishedAt)}{post.mayWithdraw ? <Button size="small" type="link" onClick={() => setWithdrawing(post.id)}>{t('withdrawPost')}</Button> : null}</div>
          <p style={{ whiteSpace: 'pre-wrap' }}>{post.text}</p>
          {post.replies.map((reply) => <p key={reply.id} style={{ margin: '6px 0', paddingLeft: 12, borderLeft: '2px solid var(--line)' }}>{reply.text} <span className="soft">{reply.authorName} · {showInstant(reply.writtenAt)}</span></p>)}
          <Reply postId={post.id} title={post.title} />
        </article>
      ))}
      {posts.hasNextPage ? <Button onClick={() => void posts.fetchNextPage()} loading={posts.isFetchingNextPage}>{w('more')}</Button> : null}
      {writing ? <PostDialog schemeId={schemeId} onClose={() => setWriting(false)} /> : null}
      {withdrawing === undefined ? null : <ReasonDialog title={t('withdrawPost')} label={w('reason')} running={withdraw.running} onClose={() => setWithdrawing(undefined)} onDo={withdraw.run} />}
    </div>
  );
}

function Reply({ postId, title }: { postId: string; title: string }) {
  const t = useTexts(messages);
  const [text, setText] = useState('');
  const { run, running } = useAct({ act: () => answer(exchangeClient.posts[':id'].replies.$post({ param: { id: postId }, json: { text: text.trim() } })), changes, onDone: () => setText('') });
  return <div className="row no-print"><Input className="grow" aria-label={`${t('reply')} ${title}`} placeholder={t('replyHint')} maxLength={3000} value={text} onChange={({ target }) => setText(target.value)} /><Button disabled={text.trim() === ''} loading={running} onClick={() => run()}>{t('reply')}</Button></div>;
}

function PostDialog({ schemeId, onClose }: { schemeId: string; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { run, running } = useAct({ act: (json: { title: string; text: string }) => answer(exchangeClient.schemes[':id'].posts.$post({ param: { id: schemeId }, json })), changes, onDone: onClose });
  const rules = [{ required: true, whitespace: true, message: w('needed') }];
  return (
    <FormDialog<{ title: string; text: string }> width={680} title={t('writePost')} okText={t('publishPost')} running={running} onFinish={run} onClose={onClose}>
      <p className="soft">{t('postsHint')}</p>
      <Form.Item name="title" label={t('postTitle')} rules={rules}><Input maxLength={120} /></Form.Item>
      <Form.Item name="text" label={t('postText')} rules={rules}><Input.TextArea rows={10} maxLength={20000} showCount /></Form.Item>
    </FormDialog>
  );
}
