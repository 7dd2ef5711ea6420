// What runs in a container of the stand-in docker: a web server, as the fate of its image has it.
import { existsSync, openSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'

const { PORT, DIGEST, FATE, LOG, GATE } = process.env
const log = openSync(LOG ?? '/dev/null', 'a')
let inFlight = 0

function note(event: string, what: string | number): void {
  writeSync(log, `${event} ${what}\n`)
}

if (FATE === 'crash') process.exit(3)

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://app')
  if (url.pathname === '/healthz') {
    response.statusCode = FATE === 'sick' ? 503 : 200
    response.end()
    return
  }
  const id = url.searchParams.get('id') ?? 'nobody'
  inFlight += 1
  note('begin', id)
  setTimeout(
    () => {
      response.end(DIGEST)
      inFlight -= 1
      note('end', id)
    },
    Number(url.searchParams.get('ms') ?? 0),
  )
})

// An abrupt app is what most are: the signal ends it, whatever it was doing.
process.on('SIGTERM', () => {
  note('term', inFlight)
  if (FATE === 'abrupt') process.exit(143)
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})

function listen(): void {
  server.listen(Number(PORT), '127.0.0.1')
}

/** Until the test opens the gate. */
function listenWhenOpen(): void {
  if (existsSync(GATE ?? '')) listen()
  else setTimeout(listenWhenOpen, 20)
}

if (FATE === 'deaf') setInterval(() => undefined, 60_000)
else if (FATE === 'gated') listenWhenOpen()
else listen()
