-- AlterEnum
ALTER TYPE "proposal_kind" ADD VALUE 'pool_change' AFTER 'settings_change';
