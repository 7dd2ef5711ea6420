import type { Command } from './command.ts'
import { accountTemplateCommand } from './commands/account-template.ts'
import { approve } from './commands/approve.ts'
import { cancel } from './commands/cancel.ts'
import { check } from './commands/check.ts'
import { diff } from './commands/diff.ts'
import { doctor } from './commands/doctor.ts'
import { explain } from './commands/explain.ts'
import { freeze } from './commands/freeze.ts'
import { history } from './commands/history.ts'
import { init } from './commands/init.ts'
import { open } from './commands/open.ts'
import { pause } from './commands/pause.ts'
import { promote } from './commands/promote.ts'
import { prune } from './commands/prune.ts'
import { redeploy } from './commands/redeploy.ts'
import { reject } from './commands/reject.ts'
import { resolve } from './commands/resolve.ts'
import { resume } from './commands/resume.ts'
import { rollback } from './commands/rollback.ts'
import { schema } from './commands/schema.ts'
import { stats } from './commands/stats.ts'
import { status } from './commands/status.ts'
import { watch } from './commands/watch.ts'

/**
 * Every command, in the order of the help: what looks, what does, what is about the configuration. Another one is a file in
 * `commands/`, a line here, and examples that run.
 */
export const commands: readonly Command[] = [
  status,
  watch,
  history,
  explain,
  diff,
  stats,
  doctor,
  open,
  redeploy,
  rollback,
  promote,
  approve,
  reject,
  cancel,
  pause,
  resume,
  freeze,
  prune,
  init,
  check,
  resolve,
  accountTemplateCommand,
  schema,
]
