"""What leaves the house: pages, files, papers. All of them read `ReleaseTable` rows of a published release only.

`published` gives the frozen tables with words; `story` the figures of the overview; `files`, `workbooks`, `package`,
`questionnaire` and `bulletin` write them down. A cell that is hidden has no number in any of them.
"""
