import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import axe, { type AxeResults } from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { startBusyPage } from './a-busy-world.ts'
import { chromiumPath, whyNoBrowser } from './native-browser.ts'
import type { PageWorld } from './page-world.ts'

if (whyNoBrowser) console.warn(`Skipped: ${whyNoBrowser}.`)

const images = join(import.meta.dirname, '../../docs/images')
const pages = ['', 'history', 'figures', 'nowhere']

let world: PageWorld
let browser: Browser
/** What went wrong in any page, and whom it asked. */
const complaints: string[] = []
const asked = new Set<string>()

beforeAll(async () => {
  if (whyNoBrowser) return
  if (!chromiumPath) throw new Error('There is no chromium here. Install it with .ci/install-native.')
  world = await startBusyPage()
  browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
})
afterAll(async () => {
  await browser?.close()
  await world?.wire.stop()
})

/** A page of somebody who has just followed a signed link. */
async function opened(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => asked.add(new URL(request.url()).origin))
  await page.goto(await world.link())
  await page.waitForURL(world.urls.link)
  return page
}

async function at(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, world.urls.link).href)
}

/** What axe finds in a page, in words. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const results: AxeResults = await page.evaluate('axe.run()')
  const found = results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  return found.map((one) => `${page.url()} ${one}`)
}

/** Runs in the browser: what has the focus, and whether that is to be seen. */
const stopInWords = `(() => {
  const here = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(here)
  const name = (here.innerText || '').split('\\n')[0] || here.getAttribute('name') || here.tagName
  return outlineStyle === 'none' || outlineWidth === '0px' ? name + ' (not seen)' : name
})()`

const withBrowser = whyNoBrowser ? describe.skip : describe

withBrowser('the page in a browser', () => {
  it('opens by a link, and keeps nothing of it in the address', async () => {
    const page = await opened()
    expect(page.url()).toBe(world.urls.link)
    expect(await page.title()).toBe('Now · longshore-dev')
    const cards = await page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading') })
      .allInnerTexts()
    expect(cards).toHaveLength(5)
    const bar = page.getByRole('progressbar', { name: 'Progress of api-production' })
    expect([await bar.getAttribute('value'), await bar.getAttribute('max')]).toEqual(['2', '2'])
    expect(await page.getByText('Stopped by alice: index is being rebuilt.').count()).toBe(1)
    expect(await page.evaluate('document.cookie')).toBe('')
    await page.context().close()
  })

  it('has nothing that axe complains of: light, dark, on a phone', async () => {
    const found: string[] = []
    for (const [options, paths] of [
      [{}, pages],
      [{ colorScheme: 'dark' }, ['history', 'figures']],
      [{ viewport: { width: 360, height: 740 } }, ['', 'history', 'figures']],
    ] satisfies [BrowserContextOptions, string[]][]) {
      const page = await opened(options)
      for (const path of paths) {
        await at(page, path)
        found.push(...(await violations(page)))
        if (!(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')))
          found.push(`${path} is too wide`)
      }
      await at(page, 'history?outcome=rolled-back')
      await page.getByRole('rowheader').first().getByRole('link').click()
      found.push(...(await violations(page)))
      await page.context().close()
    }
    expect(found).toEqual([])
  })

  it('is walked through by keyboard in the order it is read, and every stop is seen', async () => {
    const page = await opened()
    await at(page, 'history')
    const stops: string[] = []
    for (let press = 0; press < 11; press += 1) {
      await page.keyboard.press('Tab')
      stops.push(await page.evaluate(stopInWords))
    }
    expect(stops.slice(0, 6)).toEqual(['Skip to the content', 'Now', 'History', 'Figures', 'all', 'any'])
    expect(stops.filter((stop) => stop.includes('not seen'))).toEqual([])
    await at(page, 'history')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement?.id')).toBe('main')
    await page.context().close()
  })
})

withBrowser('without JavaScript', () => {
  it('has its pages and filters, and loads itself again', async () => {
    const page = await opened({ javaScriptEnabled: false })
    expect(await page.getByRole('button', { name: 'Pause updates' }).count()).toBe(0)
    expect(await page.content()).toContain('<meta http-equiv="refresh" content="30">')
    await page.getByRole('link', { name: 'History' }).click()
    await page.getByLabel('Outcome').selectOption('rolled-back')
    await page.getByRole('button', { name: 'Show' }).click()
    expect(new URL(page.url()).searchParams.get('outcome')).toBe('rolled-back')
    const outcomes = await page.locator('tbody .pill').allInnerTexts()
    expect(outcomes.length).toBeGreaterThan(5)
    expect(new Set(outcomes)).toEqual(new Set(['rolled back']))
    await page.getByRole('rowheader').first().getByRole('link').click()
    expect(await page.getByRole('heading', { name: /^Timeline/ }).count()).toBe(1)
    await page.context().close()
  })
})

withBrowser('for the documentation', () => {
  it('makes its pictures', async () => {
    if (process.env['LONGSHORE_WRITE_DOCS'] !== '1') return
    mkdirSync(images, { recursive: true })
    const shoot = async (name: string, path: string, options: BrowserContextOptions) => {
      const page = await opened(options)
      await at(page, path)
      if (path.startsWith('history')) await page.getByRole('rowheader').first().getByRole('link').click()
      await page.screenshot({ path: join(images, `${name}.png`) })
      await page.context().close()
    }
    await shoot('page-wide', '', { viewport: { width: 1200, height: 660 } })
    await shoot('page-deployment', 'history?outcome=rolled-back', { viewport: { width: 1200, height: 1150 } })
    await shoot('page-dark', 'figures', { viewport: { width: 1200, height: 780 }, colorScheme: 'dark' })
    await shoot('page-phone', '', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })
  })
})

withBrowser('a page that is left open', () => {
  it('shows a push without being loaded again, keeps the focus, and says what is new', async () => {
    const page = await opened()
    await page.clock.install()
    await page.reload()
    await page.evaluate('globalThis.stillHere = true')
    await page.getByRole('link', { name: 'web-staging' }).focus()
    world.wire.push({ repository: 'team/staging', tag: 'main-42' })
    await world.wire.until('a rollout', async () => (await world.wire.record('web-staging'))?.state.name === 'rolling')
    await page.clock.runFor(6_000)
    await page.getByText('main-42').waitFor()
    expect(await page.evaluate('globalThis.stillHere')).toBe(true)
    expect(await page.evaluate('document.activeElement?.id')).toBe('target-web-staging')
    expect(await page.getByRole('status').innerText()).toContain('web-staging is rolling out.')
    await page.context().close()
  })

  it('shows how a deployment ended, and leaves the focus where it was until then', async () => {
    const page = await opened()
    await page.clock.install()
    await page.reload()
    await page.getByRole('link', { name: 'timeline of web-staging' }).click()
    await page.getByRole('heading', { name: 'Deployment of web-staging, in progress' }).waitFor()
    await page.getByRole('link', { name: 'History of web-staging' }).focus()
    await page.evaluate('document.getElementById("live").classList.add("before")')
    await page.clock.runFor(6_000)
    await page.locator('#live:not(.before)').waitFor()
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('History of web-staging')
    await world.wire.untilAtRest('web-staging')
    await page.clock.runFor(6_000)
    await page.getByRole('heading', { name: 'Deployment of web-staging', exact: true }).waitFor()
    expect(await page.locator('dl .pill').innerText()).toBe('succeeded')
    expect(await page.locator('#live').count()).toBe(0)
    await page.context().close()
  })

  it('stands still while it is paused', async () => {
    const page = await opened()
    await page.clock.install()
    await page.reload()
    await page.getByRole('button', { name: 'Pause updates' }).click()
    const before = asked.size
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await page.clock.runFor(60_000)
    expect(requests).toEqual([])
    await page.getByRole('button', { name: 'Go on with updates' }).click()
    const again = page.waitForRequest(/part=live/)
    await page.clock.runFor(16_000)
    await again
    expect(asked.size).toBe(before)
    await page.context().close()
  })

  it('says so when the time of its link is over', async () => {
    const page = await opened()
    await page.clock.install()
    await page.reload()
    await world.wire.pass(61 * 60_000)
    await page.clock.runFor(16_000)
    await page.getByRole('alert').getByText('the time of its link is over').waitFor()
    complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('403')))
    await page.context().close()
  })
})

withBrowser('all the while', () => {
  it('nothing was asked of anybody else, and nothing was complained of but the page that does not exist', () => {
    expect([...asked].filter((origin) => `${origin}/` !== world.urls.link && origin !== 'null')).toEqual([])
    expect(complaints.filter((one) => !one.includes('404'))).toEqual([])
  })
})
