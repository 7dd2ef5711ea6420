import { setTimeout } from 'node:timers/promises'
import { processTerminal } from './terminal.ts'
import type { Tools } from './tools.ts'

/** What the command line gets from its process. What speaks to AWS is loaded when it is needed: help is told at once. */
export function processTools(): Tools {
  return {
    folder: process.cwd(),
    environment: process.env,
    terminal: processTerminal(process),
    readServiceFacts: async (...args) => (await import('../aws/read-service-facts.ts')).readServiceFacts(...args),
    readAccount: async (...args) => (await import('../aws/read-account.ts')).readAccount(...args),
    invoke: async (...args) => (await import('../aws/invoke-by-name.ts')).invokeByName(...args),
    whoAmI: async (...args) => (await import('../aws/who-am-i.ts')).whoAmI(...args),
    time: { now: Date.now, wait: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(unlessAborted) },
    interruption,
  }
}

function unlessAborted(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error
}

/** From here on Ctrl-C ends by the signal alone; pressed again it ends the process. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  return controller.signal
}
