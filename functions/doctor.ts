import { doctor } from '../shared/commands/doctor.ts'
import { parseDoctor } from '../shared/inbound/doctor-command.ts'
import { accepted } from '../shared/lambda/command-ports.ts'
import { doctorPorts } from '../shared/lambda/doctor-ports.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = doctorPorts()

/** `{}`: checks the account against the configuration; `{"sendTest":true,"by":"alice"}`: Slack and SNS get a message, too. */
export const handler = handle('doctor', (event: unknown) => doctor(accepted(parseDoctor(event)), ports))
