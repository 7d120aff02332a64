import { lazily } from '@/lib/lazily'

/** The Markdown editor, whose code comes when someone begins to write. */
export const markdownEditor = lazily(() => import('./MarkdownEditor').then((m) => m.MarkdownEditor))
