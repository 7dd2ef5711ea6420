import { redactKnown } from '../redact.ts'

const timeoutMs = 5_000

/** Calls a method of Slack's Web API, or posts to a webhook without a token. What went wrong, without the secret; else undefined. */
export async function callSlack(
  url: string,
  token: string | undefined,
  body: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      ...(token === undefined ? asJson(body) : asForm(token, body)),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = (await response.text()).slice(0, 2_000)
    if (!response.ok) return redactKnown(`it answered ${response.status} ${text}`.trim(), token ?? url)
    return token === undefined ? undefined : refusalIn(text)
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return isLate ? 'it did not answer within five seconds' : 'it cannot be reached'
  }
}

function asJson(body: object) {
  return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}

function asForm(token: string, body: Readonly<Record<string, string>>) {
  return { headers: { authorization: `Bearer ${token}` }, body: new URLSearchParams(body) }
}

/** The Web API answers 200 whatever went wrong. */
function refusalIn(text: string): string | undefined {
  const answer: unknown = jsonIn(text)
  const { ok, error } = Object(answer)
  if (ok === true) return undefined
  return typeof error === 'string' ? error : 'its answer cannot be read'
}

/** `undefined` is what is not JSON: no JSON text means it. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
