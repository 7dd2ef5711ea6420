/** What the function claims in, and may write into the table: each request of Slack's once, and each question by one press at a time. */
export const pressChannel = 'slack-press'
export const questionChannel = 'slack-question'
