import { playShipped } from './play-shipped.ts'

playShipped(1)
