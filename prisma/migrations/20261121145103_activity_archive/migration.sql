-- CreateTable
CREATE TABLE "ActivityArchive" (
    "workspaceId" UUID NOT NULL,
    "firstSeq" BIGINT NOT NULL,
    "lastSeq" BIGINT NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,
    "marks" INTEGER[],
    "entries" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ActivityArchive_pkey" PRIMARY KEY ("workspaceId","firstSeq")
);
