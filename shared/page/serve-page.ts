import { redact } from '../redact.ts'
import { answerPage } from './answer-page.ts'
import type { PagePorts } from './page-ports.ts'
import { plainPage } from './plain-page.ts'
import { htmlReply, jsonReply, type Reply } from './reply.ts'
import { type PageRequest, parsePageRequest } from './request.ts'

/** Whether somebody may read, or what they are answered instead. */
export type Gate = (request: PageRequest) => Promise<'open' | Reply>

/** Answers what a function URL was asked. Everything that goes wrong is an answer too, and in the log. */
export async function servePage(event: unknown, ports: PagePorts, gate: Gate = atOnce): Promise<Reply> {
  const request = parsePageRequest(event)
  if (!request) return refusal(400, 'This function answers requests to its URL only.', false)
  const { method, wantsJson } = request
  if (method !== 'GET' && method !== 'HEAD') {
    const reply = refusal(405, 'The page can only be read.', wantsJson)
    return { ...reply, headers: { ...reply.headers, allow: 'GET, HEAD' } }
  }
  const reply = await answered(request, ports, gate)
  return method === 'HEAD' ? { ...reply, body: '' } : reply
}

/** Where AWS has asked already who it is. */
async function atOnce(): Promise<'open'> {
  return 'open'
}

async function answered(request: PageRequest, ports: PagePorts, gate: Gate): Promise<Reply> {
  try {
    const answer = await gate(request)
    return answer === 'open' ? await answerPage(request, ports) : answer
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    ports.log.error('page could not be shown', { path: request.path, error: redact(text) })
    const what =
      'Longshore cannot read its memory for now. Load the page again in a moment; the log of the function says why.'
    return refusal(503, what, request.wantsJson)
  }
}

function refusal(statusCode: number, what: string, wantsJson: boolean): Reply {
  if (wantsJson) return jsonReply(statusCode, { message: what })
  const { page, csp } = plainPage('Longshore', what)
  return htmlReply(statusCode, page, csp)
}
