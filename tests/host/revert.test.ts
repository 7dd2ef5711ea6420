import { expect } from '@jest/globals'
import { withHost } from './host.ts'
import { digest } from './host-files.ts'
import { container, containersTold, push, removeFromRegistry, served } from './host-state.ts'
import { itNatively } from './native-tools.ts'
import { deploy, revert } from './run-script.ts'

itNatively('a revert starts the kept container of the other colour, without asking the registry', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    push(host, 'b')
    await deploy(host, 'a', { restart: 'always' })
    await deploy(host, 'b', { restart: 'always' })
    removeFromRegistry(host, 'a')
    const kept = container(host, 'legacy-web-green')?.Id
    const { code, answer } = await revert(host, 'a', { restart: 'always' })
    expect({ code, ...answer }).toMatchObject({ code: 0, outcome: 'switched', colour: 'green', digest: digest('a') })
    expect(answer?.steps[0]).toBe('started the kept green')
    expect(container(host, 'legacy-web-green')?.Id).toBe(kept)
    expect(containersTold(host)).toEqual(['legacy-web-blue: b, exited, no', 'legacy-web-green: a, running, always'])
    expect(await served(host)).toBe('a')
    expect((await revert(host, 'a')).answer).toMatchObject({ outcome: 'kept', colour: 'green' })
  })
})

itNatively('a revert runs the release anew where the other colour holds another one', async () => {
  await withHost(async (host) => {
    for (const name of ['a', 'b', 'c']) push(host, name)
    for (const name of ['a', 'b', 'c']) await deploy(host, name)
    const { answer } = await revert(host, 'a')
    expect(answer).toMatchObject({
      outcome: 'switched',
      colour: 'blue',
      previous: { colour: 'green', digest: digest('c') },
    })
    expect(answer?.steps.slice(0, 2)).toEqual(['image is here', 'started blue'])
    expect(await served(host)).toBe('a')
  })
})

itNatively('a revert changes nothing when neither the host nor the registry has the release', async () => {
  await withHost(async (host) => {
    push(host, 'a')
    await deploy(host, 'a')
    const { code, answer } = await revert(host, 'gone')
    expect({ code, ...answer }).toMatchObject({
      code: 15,
      failure: 'image-gone',
      colour: 'green',
      digest: digest('a'),
      healthy: true,
    })
    expect(await served(host)).toBe('a')
  })
})
