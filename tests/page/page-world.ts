import { aTarget, startWire, type Targets, type WireOptions, type WireWorld } from '../wire/world.ts'

/** A world whose stack has the page. */
export interface PageWorld {
  readonly wire: WireWorld
  /** `http://127.0.0.1:PORT/`: of people, and of programs. */
  readonly urls: { readonly link: string; readonly signed: string }
  /** A signed link, fresh from the command. */
  link(): Promise<string>
  /** The cookie that a fresh link is exchanged for, as a browser sends it back. */
  session(): Promise<string>
  /** What somebody with a fresh session gets. */
  read(path: string): Promise<Response>
}

export async function startPage(options: Partial<WireOptions> = {}): Promise<PageWorld> {
  const targets: Targets = options.targets ?? { api: aTarget('api'), web: aTarget('web') }
  const wire = await startWire({ ...options, targets, configuration: { page: true, ...options.configuration } })
  const { 'dashboard-link': link = '', dashboard: signed = '' } = wire.sandbox.stack?.urls ?? {}
  const world: PageWorld = {
    wire,
    urls: { link, signed },
    link: async () => String((await wire.invoke('open', {}))['url']),
    session: async () => cookieOf(await ask(wire, await world.link())),
    read: async (path) => ask(wire, new URL(path, link), { headers: { cookie: await world.session() } }),
  }
  return world
}

/** Asks while the world's time goes on. */
export function ask(wire: WireWorld, url: string | URL, init: RequestInit = {}): Promise<Response> {
  return wire.sandbox.clock.during(fetch(url, { redirect: 'manual', ...init }))
}

export function cookieOf(response: Response): string {
  const [set = ''] = response.headers.getSetCookie()
  return set.split(';')[0] ?? ''
}
