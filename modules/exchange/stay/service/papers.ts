import { renderCertificate } from '#kernel/documents/certificate.ts';
import { renderReport } from '#kernel/documents/report.ts';
import { exportList } from '#kernel/sheets/export.ts';
import type { Actor } from '#kernel/actor/actor.ts';
import type { Platform } from '#kernel/platform.ts';
import { commonRefusals, refuse } from '#kernel/refusal.ts';
import { issuerOf, proveCredential, signCredential } from '../../credential.ts';
import { agreementPaper } from '../../documents/agreement.ts';
import { certificatePaper, type CertificateFacts } from '../../documents/certificate.ts';
import type { Scale } from '../rules.ts';
import { showStay } from './stays.ts';
import { linesOf, transcriptColumns } from './transcripts.ts';

/** The certificate on paper (PDF), for whoever may see the stay. */
export async function printCertificate(platform: Platform, actor: Actor, applicationId: string): Promise<Response> {
  const facts = await certificateFacts(platform, actor, applicationId);
  const bytes = await renderCertificate(certificatePaper(facts));
  return pdfAnswer(bytes, 'certificate', `${facts.title}（${facts.person}）`);
}

/** A version of the agreement on paper (PDF), to read and to sign by hand, for whoever may see the stay. */
export async function printAgreement(platform: Platform, actor: Actor, applicationId: string, number: number): Promise<Response> {
  const { agreement, words, personName, homeName, hostName, offerTitle, schemeTitle } = await showStay(platform, actor, applicationId);
  const version = agreement?.versions.find((one) => one.number === number);
  if (version === undefined) throw refuse(commonRefusals.notFound);
  const bytes = await renderReport(agreementPaper({ programme: words.label, scheme: schemeTitle, person: personName, home: homeName, host: hostName, offer: offerTitle, fields: words.agreement, version }));
  return pdfAnswer(bytes, 'agreement', `${words.label.zh}协议（${personName}，第${number}版）`);
}

function pdfAnswer(bytes: Uint8Array<ArrayBuffer>, plain: string, name: string): Response {
  return new Response(bytes, { headers: { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="${plain}.pdf"; filename*=UTF-8''${encodeURIComponent(`${name}.pdf`)}` } });
}

/** The certificate as a credential that others can check without us, signed by this installation. */
export async function issueCredential(platform: Platform, actor: Actor, applicationId: string, format: 'jwt' | 'json' = 'jwt'): Promise<Response> {
  const { number, title, on, person, host, offer, from, to, scheme, recognised } = await certificateFacts(platform, actor, applicationId);
  const { publicUrl, secret } = platform.config;
  const said = { number, title, description: `${host}“${offer}”（${scheme}）`, person, on, from, to, issuerName: '长三角教育协作平台', publicUrl, recognised };
  if (format === 'json') return new Response(JSON.stringify(proveCredential(issuerOf(secret), said, platform.now().round({ smallestUnit: 'second', roundingMode: 'trunc' }).toString())), { headers: { 'content-type': 'application/vc', 'content-disposition': 'attachment; filename="credential.json"' } });
  const token = signCredential(issuerOf(secret), said);
  return new Response(token, { headers: { 'content-type': 'application/vc+jwt', 'content-disposition': `attachment; filename="credential.jwt"` } });
}

/** What was recognised, for the home to load into its own records: course, hours, credits, the mark as the host gave it and as it is at home, each with its scale. */
export async function exportTranscript(platform: Platform, actor: Actor, applicationId: string, format: 'xlsx' | 'json'): Promise<Response> {
  const { recognised, scale, ...facts } = await certificateFacts(platform, actor, applicationId);
  const { number, person, home, host, from, to } = facts;
  if (format === 'json') return Response.json({ certificate: number, person, home, host, from, to, gradeScale: scale === null ? null : { host: scale.host, home: scale.home, lines: scale.lines }, courses: recognised });
  return exportList({ name: { zh: `成绩单（${person}）`, en: `Transcript (${person})` }, rows: linesOf({ person, home, host, number, scale, recognised }), columns: transcriptColumns, format, language: 'zh' });
}

async function certificateFacts(platform: Platform, actor: Actor, applicationId: string): Promise<CertificateFacts & { scale: Scale | null }> {
  const { placement, words, personName, homeName, hostName, offerTitle, schemeTitle } = await showStay(platform, actor, applicationId);
  if (placement === null || placement.certificateNumber === null || placement.certifiedOn === null) throw refuse(commonRefusals.notFound);
  return {
    number: placement.certificateNumber, title: words.certificate.zh, on: placement.certifiedOn, person: personName, home: homeName, host: hostName, offer: offerTitle,
    from: placement.from, to: placement.to, recognised: placement.recognised, scale: placement.scale, credits: words.recognises === 'credits', scheme: schemeTitle,
  };
}
