import type { NowView } from './now-page.ts'
import type { PagePorts } from './page-ports.ts'
import { type TargetView, targetView, unreadableTarget } from './target-view.ts'

/** How many records are read at the same time. */
const chunk = 25

const targetsPerPage = 50

const rank: Readonly<Record<TargetView['state'], number>> = { calls: 0, moves: 1, waits: 2, rests: 3 }

/** Reads how all targets are, and takes one page of them: first who needs a person, then what moves. */
export async function readNow(query: URLSearchParams, ports: PagePorts): Promise<NowView> {
  const [stop, all] = await Promise.all([ports.stack.readStop(), readTargets(ports)])
  const pages = Math.max(1, Math.ceil(all.length / targetsPerPage))
  const page = Math.min(pages, pageIn(query))
  const sorted = all.toSorted((a, b) => rank[a.state] - rank[b.state] || (a.target < b.target ? -1 : 1))
  const targets = sorted.slice((page - 1) * targetsPerPage, page * targetsPerPage)
  return { at: ports.clock.now(), stop, targets, page, pages }
}

function pageIn(query: URLSearchParams): number {
  const page = Number(query.get('page') ?? 1)
  return Number.isInteger(page) && page > 0 ? page : 1
}

async function readTargets(ports: PagePorts): Promise<TargetView[]> {
  const names = Object.keys(ports.config.targets)
  const all: TargetView[] = []
  for (let start = 0; start < names.length; start += chunk) {
    all.push(...(await Promise.all(names.slice(start, start + chunk).map((target) => readTarget(target, ports)))))
  }
  return all
}

/** One record that cannot be read must not hide the others. */
async function readTarget(target: string, { records, log }: PagePorts): Promise<TargetView> {
  try {
    return targetView(target, (await records.load(target)).record)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    log.error('record cannot be shown', { target, error: why })
    return unreadableTarget(target, why)
  }
}
