import { contentSecurityPolicy } from './content-security-policy.ts'
import { deploymentPage } from './deployment-page.ts'
import { figuresPage } from './figures-page.ts'
import { framed, livePart, type Page } from './frame.ts'
import { historyPage } from './history-page.ts'
import { endOf, parseHistoryQuery, startOf } from './history-query.ts'
import { html } from './html.ts'
import { nowPage } from './now-page.ts'
import type { PagePorts } from './page-ports.ts'
import { readDeployment } from './read-deployment.ts'
import { readFigures } from './read-figures.ts'
import { readNow } from './read-now.ts'
import { htmlReply, jsonReply, type Reply } from './reply.ts'
import type { PageRequest } from './request.ts'

/** A page, and the same as data. */
interface Answer {
  readonly statusCode: number
  readonly page: Page
  readonly data: object
}

/** Answers one request of somebody who may read. Throws when the table cannot be reached. */
export async function answerPage(request: PageRequest, ports: PagePorts): Promise<Reply> {
  const { statusCode, page, data } = await route(request, ports)
  if (request.wantsJson) return jsonReply(statusCode, data)
  const isPart = request.query.get('part') === 'live' && page.live !== undefined
  const body = isPart && page.live ? livePart(page.live) : framed(page, ports.config.stack)
  return htmlReply(statusCode, body, contentSecurityPolicy())
}

async function route({ path, query }: PageRequest, ports: PagePorts): Promise<Answer> {
  if (path === '/') {
    const data = await readNow(query, ports)
    return { statusCode: 200, page: nowPage(data), data }
  }
  if (path === '/history') return history(query, ports)
  if (path === '/figures') {
    const data = await readFigures(query, ports)
    return { statusCode: 200, page: figuresPage(data), data }
  }
  const [, target, id] = /^\/deployments\/([a-z0-9-]{1,64})\/([0-9A-Z]{26})$/.exec(path) ?? []
  if (target !== undefined && id !== undefined) return deployment(target, id, ports)
  return notFound('There is no such page.')
}

const deploymentsPerPage = 50

async function history(query: URLSearchParams, ports: PagePorts): Promise<Answer> {
  const targets = Object.keys(ports.config.targets).sort()
  const chosen = parseHistoryQuery(query, targets)
  const { target, outcome, from, to, before } = chosen
  const found = await ports.history.search({
    targets: target === undefined ? targets : [target],
    limit: deploymentsPerPage,
    ...(outcome === undefined ? {} : { outcome }),
    ...(from === undefined ? {} : { from: startOf(from) }),
    ...(to === undefined ? {} : { to: endOf(to) }),
    ...(before === undefined ? {} : { before }),
  })
  return { statusCode: 200, page: historyPage({ query: chosen, targets, found }), data: found }
}

async function deployment(target: string, id: string, ports: PagePorts): Promise<Answer> {
  const view = await readDeployment(target, id, ports)
  return 'why' in view ? notFound(view.why) : { statusCode: 200, page: deploymentPage(view), data: view }
}

function notFound(why: string): Answer {
  const main = html`<p>${why}</p><p><a href="/">What runs now</a></p>`
  const heading = 'Not found'
  return { statusCode: 404, page: { title: heading, section: 'now', heading, main }, data: { message: why } }
}
