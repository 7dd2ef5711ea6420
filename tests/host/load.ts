import { Agent, type ClientRequest, request } from 'node:http'

/**
 * What became of the requests. `lost`: one line for each that got no 200, was reset, or was answered in part. `sentAgain`: requests on a
 * kept connection that nginx closed, by its right, before it read them; sent again on a new connection, as HTTP/1.1 asks clients to, and
 * counted here once each. `ids`: of all requests that were answered.
 */
export type LoadFigures = {
  requests: number
  perSecond: number
  slow: number
  lost: string[]
  sentAgain: number
  ids: string[]
}

type Attempt = { outcome: 'answered' } | { outcome: 'closed-unread' } | { outcome: 'lost'; why: string }

const connections = 40
const pauseMs = 160
const slowEvery = 50

function wasClosedUnread(sent: ClientRequest, error: NodeJS.ErrnoException): boolean {
  return sent.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '')
}

async function attempt(port: number, path: string, agent: Agent | false): Promise<Attempt> {
  return await new Promise((resolve) => {
    const sent = request({ port, path, agent, host: '127.0.0.1' }, (response) => {
      response.on('error', (error) => resolve({ outcome: 'lost', why: `cut off: ${error.message}` }))
      response.on('end', () => {
        const status = response.statusCode ?? 0
        resolve(status === 200 ? { outcome: 'answered' } : { outcome: 'lost', why: `status ${status}` })
      })
      response.resume()
    })
    sent.on('error', (error: NodeJS.ErrnoException) =>
      resolve(wasClosedUnread(sent, error) ? { outcome: 'closed-unread' } : { outcome: 'lost', why: error.message }),
    )
    sent.end()
  })
}

/** Sends requests over 40 connections, half of them kept alive, every 50th lasting a second, until `stop` is called. */
export function startLoad(port: number): { stop: () => Promise<LoadFigures> } {
  const figures: LoadFigures = { requests: 0, perSecond: 0, slow: 0, lost: [], sentAgain: 0, ids: [] }
  const began = performance.now()
  let going = true

  async function send(agent: Agent | false): Promise<void> {
    figures.requests += 1
    const id = `r${figures.requests}`
    const isSlow = figures.requests % slowEvery === 0
    if (isSlow) figures.slow += 1
    const path = `/?id=${id}${isSlow ? '&ms=1000' : ''}`
    let result = await attempt(port, path, agent)
    if (result.outcome === 'closed-unread') {
      figures.sentAgain += 1
      result = await attempt(port, path, false)
    }
    if (result.outcome === 'answered') figures.ids.push(id)
    else
      figures.lost.push(`${id}${isSlow ? ' (slow)' : ''}: ${result.outcome === 'lost' ? result.why : result.outcome}`)
  }

  async function keepSending(number: number): Promise<void> {
    const agent = number % 2 === 0 ? new Agent({ keepAlive: true, maxSockets: 1 }) : false
    let due = began + (pauseMs * number) / connections
    while (going) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
      due += pauseMs
      await send(agent)
    }
    if (agent !== false) agent.destroy()
  }

  const all = Array.from({ length: connections }, async (_, number) => await keepSending(number))
  return {
    async stop() {
      going = false
      const seconds = (performance.now() - began) / 1000
      await Promise.all(all)
      figures.perSecond = Math.round(figures.requests / seconds)
      return figures
    },
  }
}
