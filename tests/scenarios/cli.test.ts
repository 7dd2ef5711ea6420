import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, jest } from '@jest/globals'
import { shippedNames } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { runCli } from './run-cli.ts'

// Processes are started: on a busy machine that takes its time.
jest.setTimeout(180_000)

const folder = mkdtempSync(join(tmpdir(), 'longshore-cli-'))

afterAll(() => rmSync(folder, { recursive: true }))

describe('npm run rehearse, called wrongly', () => {
  it('ends with 2 and every mistake of a scenario file, with line and mend', async () => {
    const file = join(folder, 'broken.yml')
    writeFileSync(file, 'name: Broken\ntitle: x\naccount: { services: {} }\nsteps:\n  - at: soon\n    pusch: {}\n')
    const { code, err } = await runCli('--scenario', file)
    expect(code).toBe(2)
    expect(err).toContain('broken.yml:1: name: A name is lowercase letters, digits and dashes.')
    expect(err).toContain('broken.yml:5: steps[0].at: A duration is a whole number and a unit: 30s, 5m, 2h, 1d.')
    expect(err).toContain('broken.yml:6: steps[0].pusch: There is no such key. Known here: at, after')
  })

  it.each([
    [['--scenario', 'no-such'], 'Shipped: all, good-push'],
    [['--sped', '3'], '--speed'],
    [['--speed', 'fast'], '--speed takes a number'],
    [['--port', '80'], '--serve'],
    [['good-push'], '--scenario good-push'],
  ])('ends with 2 for %j and says what exists', async (args, told) => {
    const { code, err, out } = await runCli(...args)
    expect(code).toBe(2)
    expect(err).toContain(told)
    expect(out).toBe('')
  })

  it('lists the shipped scenarios with --list', async () => {
    const { out } = await runCli('--list')
    for (const name of shippedNames()) expect(out).toContain(name)
  })
})
