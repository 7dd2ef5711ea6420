import type { SQSEvent } from 'aws-lambda'
import { deliverToGithub } from '../shared/github/deliver-to-github.ts'
import { githubPorts } from '../shared/lambda/github-ports.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = githubPorts()

/** Deployments out of the queue and into the repositories they were built from; what cannot be told now is given back. */
export const handler = handle('notify-github', (event: SQSEvent, { log }) => deliverToGithub(ports(log))(event))
