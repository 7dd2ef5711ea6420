#!/usr/bin/env node
import * as module from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `longshore is TypeScript, which Node ${process.versions.node} cannot load. ` +
      'Run it through npx or an npm script after npm ci (that brings Node 24), or install Node 24.',
  )
  process.exitCode = 2
} else {
  // Taking the types off a hundred files each time is half of what a short command takes.
  module.enableCompileCache()
  const { run } = await import('./run.ts')
  const { processTools } = await import('./process-tools.ts')
  process.exitCode = await run(process.argv.slice(2), processTools())
}
