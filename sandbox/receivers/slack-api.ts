import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiAnswer, SlackWorkspace } from './slack-workspace.ts'

/** The token of the bot that the workspace knows. */
export const SLACK_TOKEN = 'xoxb-rehearsal-0000000000'

interface ApiCall {
  readonly at: number
  readonly method: string
  readonly text: string
  readonly request: IncomingMessage
}

/** Whatever goes wrong, the Web API answers 200 and says so in the body. */
export function answerApi(
  workspace: SlackWorkspace,
  { at, method, text, request }: ApiCall,
  response: ServerResponse,
): void {
  if (request.headers.authorization !== `Bearer ${SLACK_TOKEN}`) {
    replyJson(response, { ok: false, error: 'invalid_auth' })
    return
  }
  const given = Object.fromEntries(new URLSearchParams(text))
  if (method === 'usergroups.users.list') {
    listGroup(workspace, given['usergroup'] ?? '', response)
    return
  }
  if (method === 'auth.test') {
    replyJson(response, { ok: true, team: 'Rehearsal', user: 'longshore' })
    return
  }
  const answer = callMethod(workspace, method, given, at)
  if ('message' in answer) {
    const { channel, ts } = answer.message
    replyJson(response, { ok: true, channel, ts })
  } else {
    const { error, detail } = answer
    replyJson(response, { ok: false, error, ...(detail && { response_metadata: { messages: [detail] } }) })
  }
}

function listGroup({ groups }: SlackWorkspace, group: string, response: ServerResponse): void {
  const users = groups.get(group)
  if (users) replyJson(response, { ok: true, users })
  else replyJson(response, { ok: false, error: groups.has(group) ? 'missing_scope' : 'no_such_subteam' })
}

function callMethod(workspace: SlackWorkspace, method: string, given: Record<string, string>, at: number): ApiAnswer {
  if (method === 'chat.postMessage') return workspace.post(given, at)
  return method === 'chat.update' ? workspace.update(given, at) : { error: 'unknown_method' }
}

/** An answer as the Web API gives it. */
export function replyJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}
