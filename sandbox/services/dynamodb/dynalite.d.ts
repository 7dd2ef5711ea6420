declare module 'dynalite' {
  import type { Server } from 'node:http'

  /** Times are real milliseconds that a table stays in its passing states. */
  function dynalite(options: { createTableMs?: number; updateTableMs?: number; deleteTableMs?: number }): Server
  export = dynalite
}
