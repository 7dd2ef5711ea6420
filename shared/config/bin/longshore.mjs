#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `longshore is TypeScript, which Node ${process.versions.node} cannot load. ` +
      'Run it through npx or an npm script after npm ci (that brings Node 24), or install Node 24.',
  )
  process.exitCode = 2
} else {
  const { run } = await import('../cli/run.ts')
  process.exitCode = await run(process.argv.slice(2), {
    folder: process.cwd(),
    environment: process.env,
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    readServiceFacts: async (...args) => (await import('../../aws/read-service-facts.ts')).readServiceFacts(...args),
    invoke: async (...args) => (await import('../../aws/invoke-by-name.ts')).invokeByName(...args),
  })
}
